//! A field of a resource type of one's own says whether it is required.
//~ `i64` is not a property of a resource
//~ write `Val<i64>` if the property is required

sa_infra::resource! {
    pub struct Greeting: "Custom::Greeting" {
        times: i64 = "Times",
    }
}
