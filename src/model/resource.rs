//! A resource type, and the typed handle of a resource that is in a stack.

use crate::model::json::{Call, Fields, Json, Target, Text};
use crate::model::value::{ToJson, Val};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A CloudFormation resource type; its value is the resource's properties. Implemented by the structs in `aws`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a CloudFormation resource",
    note = "resources are the structs under `sa_infra::aws`, such as `s3::Bucket`; a property type such as `s3::Tag` belongs inside one"
)]
pub trait Resource: ToJson {
    /// The type as CloudFormation spells it, `AWS::S3::Bucket`.
    const TYPE: &'static str;

    /// The handle of a resource that exists already, outside of the app: what takes a handle takes it too. `id` is what `Ref`
    /// returns for the type, such as the id of a VPC or the name of a bucket.
    ///
    /// ```
    /// # use sa_infra::app::App;
    /// # use sa_infra::aws::ec2;
    /// # use sa_infra::construct::Resource;
    /// let mut app = App::new();
    /// let vpc = ec2::Vpc::from_id("vpc-0123456789abcdef0");
    /// app.stack("web").at("subnet").put(ec2::Subnet { cidr_block: "10.0.9.0/24".into(), ..ec2::Subnet::new(vpc.id()) });
    /// # app.synth().unwrap();
    /// ```
    fn from_id(id: impl Into<String>) -> Ref<Self>
    where
        Self: Sized,
    {
        Ref::existing(id.into())
    }
}

/// Defines a resource type of your own: a custom resource, a module, or a type of a private registry. The struct names its type in
/// CloudFormation, and each field its property: `Val` if it is required, `Prop` if it is optional. The trait, which you can omit,
/// gives the handle a method for each attribute.
///
/// `put` returns a [`Ref`] to it. If AWS's schemas have the type, its properties are checked, and the tags of the app are added.
///
/// ```
/// use sa_infra::app::App;
/// use sa_infra::value::{Prop, Val};
///
/// sa_infra::resource! {
///     /// Greets.
///     pub struct Greeting: "Custom::Greeting" {
///         /// The function that creates it.
///         service_token: Val<String> = "ServiceToken",
///         /// Whom.
///         name: Prop<String> = "Name",
///     }
///
///     /// What the handle of a `Greeting` has.
///     pub trait GreetingAttributes {
///         /// What it says.
///         fn text() -> String = "Text";
///     }
/// }
///
/// let mut app = App::new();
/// let service_token = "arn:aws:lambda:us-east-1:111122223333:function:greet".into();
/// let greeting = app.stack("hello").at("greeting").put(Greeting { service_token, name: "you".into() });
/// let stack = app.stack_mut("hello").unwrap();
/// stack.at("text").output("What it says", greeting.text());
/// # app.synth().unwrap();
/// ```
///
/// A module of a private registry:
///
/// ```
/// use sa_infra::aws::s3;
/// use sa_infra::value::{List, Prop, Val};
///
/// sa_infra::resource! {
///     /// A bucket by the rules of the company.
///     pub struct Bucket: "MyOrg::Storage::Bucket::MODULE" {
///         owner: Val<String> = "Owner",
///         rules: Prop<List<s3::Rule>> = "Rules",
///     }
/// }
/// # let mut app = sa_infra::app::App::new();
/// # app.stack("s").at("b").put(Bucket { owner: "me".into(), rules: Prop::Unset });
/// # app.synth().unwrap();
/// ```
#[macro_export]
macro_rules! resource {
    (
        $(#[$about:meta])* $visibility:vis struct $name:ident: $kind:literal {
            $($(#[$field_about:meta])* $field:ident: $type:ty = $property:literal),* $(,)?
        }
        $(
            $(#[$methods_about:meta])* $methods_visibility:vis trait $methods:ident {
                $($(#[$method_about:meta])* fn $method:ident() -> $result:ty = $attribute:literal;)*
            }
        )?
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq)]
        $visibility struct $name {
            $($(#[$field_about])* pub $field: $type,)*
        }

        impl $crate::value::ToJson for $name {
            fn to_json(self) -> $crate::json::Json {
                let mut fields = $crate::json::Fields::default();
                $($crate::value::Field::write(self.$field, $property, &mut fields);)*
                fields.into()
            }
        }

        impl $crate::construct::Resource for $name {
            const TYPE: &'static str = $kind;
        }

        $(
            $(#[$methods_about])*
            $methods_visibility trait $methods {
                $($(#[$method_about])* fn $method(&self) -> $crate::value::Val<$result>;)*
            }

            impl $methods for $crate::construct::Ref<$name> {
                $(fn $method(&self) -> $crate::value::Val<$result> {
                    self.attribute($attribute)
                })*
            }
        )?
    };
}

/// A resource that is in a stack: the only ways to get one are to put it there, and [`Resource::from_id`] for one that exists
/// already.
pub struct Ref<R> {
    target: Target,
    existing: Option<Arc<Existing>>,
    kind: PhantomData<fn() -> R>,
}

/// What is known of a resource outside of the app.
#[derive(Clone, Debug)]
struct Existing {
    id: String,
    attributes: Fields,
}

/// The stack of what is in none.
pub(crate) const NO_STACK: &str = "";

impl<R> Ref<R> {
    fn existing(id: String) -> Self {
        Self {
            target: Target {
                stack: Some(NO_STACK.into()),
                id: id.as_str().into(),
            },
            existing: Some(Arc::new(Existing {
                id,
                attributes: Fields::default(),
            })),
            kind: PhantomData,
        }
    }

    /// Of a resource that exists already: the value of an attribute, by its name in CloudFormation, such as `Arn`. A use of an
    /// attribute that is not known is an error of synth.
    #[must_use]
    pub fn with_attribute(mut self, name: impl Into<Text>, value: impl Into<Json>) -> Self {
        if let Some(existing) = &mut self.existing {
            Arc::make_mut(existing).attributes.insert(name, value);
        }
        self
    }

    /// Whether it exists outside of the app.
    pub(crate) fn is_existing(&self) -> bool {
        self.existing.is_some()
    }

    pub(crate) fn new(stack: Arc<str>, id: Arc<str>) -> Self {
        Self {
            target: Target {
                stack: Some(stack),
                id,
            },
            existing: None,
            kind: PhantomData,
        }
    }

    /// The logical ID in its template.
    pub fn logical_id(&self) -> &str {
        &self.target.id
    }

    /// The target that a reference to it has: for `depends_on`.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// `Ref`. The methods of the type (`arn`, `id`, `name`) say what it yields, and call this.
    pub fn reference<T>(&self) -> Val<T> {
        match &self.existing {
            Some(existing) => Val::expr(Call::literal(Json::from(existing.id.clone()))),
            None => Val::expr(Call::Ref(self.target.clone())),
        }
    }

    /// `Fn::GetAtt`, for attributes without a method of their own.
    pub fn attribute<T>(&self, name: impl Into<Text>) -> Val<T> {
        let name = name.into();
        let known = self
            .existing
            .as_ref()
            .and_then(|existing| existing.attributes.get(&name));
        match known {
            Some(value) => Val::expr(Call::literal(value.clone())),
            None => Val::expr(Call::GetAtt(self.target.clone(), name)),
        }
    }
}

impl<R> Clone for Ref<R> {
    fn clone(&self) -> Self {
        Self {
            target: self.target.clone(),
            existing: self.existing.clone(),
            kind: PhantomData,
        }
    }
}

impl<R> fmt::Debug for Ref<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stack = self.target.stack.as_deref().unwrap_or_default();
        write!(formatter, "Ref({stack}/{})", self.target.id)
    }
}
