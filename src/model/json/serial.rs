//! `Json` to and from the bytes of a template, in which intrinsic functions are maps with one key.

use super::{Call, Fields, Json, Target};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(fields) => fields.serialize(serializer),
            Self::Call(call) => call.serialize(serializer),
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl Serialize for Call {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Ref(target) => map.serialize_entry("Ref", &*target.id)?,
            Self::GetAtt(target, attribute) => {
                map.serialize_entry("Fn::GetAtt", &[&*target.id, attribute.as_ref()])?;
            }
            Self::Function(name, argument) => map.serialize_entry(name, argument)?,
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Int(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        i64::try_from(value)
            .map(Json::Int)
            .map_err(|_| E::custom(format!("number {value} is too large")))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned().into()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut fields = Fields::default();
        let mut names = std::collections::HashSet::new();
        while let Some((key, value)) = members.next_entry::<String, Json>()? {
            // For few members, a search is faster than a table.
            let is_twice = if fields.len() < super::fields::MANY {
                fields.get(&key).is_some()
            } else {
                if names.is_empty() {
                    names.extend(fields.iter().map(|(name, _)| name.to_owned()));
                }
                !names.insert(key.clone())
            };
            if is_twice {
                return Err(A::Error::custom(format!(
                    "key \"{key}\" appears twice in one object"
                )));
            }
            fields.push(key.into(), value);
        }
        Ok(recognise(fields))
    }
}

/// Turns `{"Ref": ..}`, `{"Fn::..": ..}` and `{"Condition": ".."}` into calls. Everything else stays an object, also
/// a malformed `Ref` or `Fn::GetAtt`: `check` reports what is wrong with it.
pub(crate) fn recognise(fields: Fields) -> Json {
    let call = match fields.only() {
        Some(("Ref", Json::Text(id))) => Some(Call::Ref(Target::local(id.as_ref()))),
        Some(("Fn::GetAtt", argument)) => get_att(argument),
        Some((name, argument)) if is_function(name, argument) => {
            let mut members = fields
                .into_iter()
                .map(|(name, argument)| Call::Function(name, argument));
            return members.next().map_or(Json::Null, Json::from);
        }
        _ => None,
    };
    call.map_or(Json::Map(fields), Json::from)
}

fn is_function(name: &str, argument: &Json) -> bool {
    name.starts_with("Fn::") || (name == "Condition" && argument.as_text().is_some())
}

/// Both spellings: `["Resource", "Attribute"]` and `"Resource.Attribute"`.
fn get_att(argument: &Json) -> Option<Call> {
    let (id, attribute) = match argument {
        Json::Text(path) => path.split_once('.')?,
        Json::List(items) => match items.as_slice() {
            [Json::Text(id), Json::Text(attribute)] => (id.as_ref(), attribute.as_ref()),
            _ => return None,
        },
        _ => return None,
    };
    Some(Call::GetAtt(Target::local(id), attribute.to_owned().into()))
}

#[cfg(test)]
mod tests {
    use crate::model::json::Json;

    #[test]
    fn a_template_value_survives_the_way_there_and_back() {
        let text = r#"{"A":[1,-2,1.5,true,null,"x"],"B":{"Fn::Join":["",[{"Ref":"C"},{"Fn::GetAtt":["D","Arn"]}]]},"Ref":"data"}"#;
        let json: Json = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&json).unwrap(), text);
        assert!(json.get("B").unwrap().as_call().is_some());
    }

    #[test]
    fn a_key_that_appears_twice_is_an_error_not_a_loss() {
        let error = serde_json::from_str::<Json>(r#"{"A":1,"A":2}"#).unwrap_err();
        assert!(error.to_string().contains("\"A\" appears twice"), "{error}");
    }
}
