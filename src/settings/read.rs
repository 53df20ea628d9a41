//! The tree as a serde deserializer, from which a typed configuration is read.

use super::fault::Fault;
use super::node::{Kind, Node, Table};
use super::path::Step;
use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor};

/// A value to deserialize.
#[derive(Clone, Copy)]
pub(super) struct Reader<'de>(pub(super) &'de Node);

impl<'de> de::Deserializer<'de> for Reader<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.0.kind {
            Kind::Text(text) | Kind::Time(text) => visitor.visit_borrowed_str(text),
            Kind::Int(number) => visitor.visit_i64(*number),
            Kind::Float(number) => visitor.visit_f64(*number),
            Kind::Bool(flag) => visitor.visit_bool(*flag),
            Kind::List(items) => visitor.visit_seq(Items(items.iter().enumerate())),
            Kind::Table(table) => visitor.visit_map(Members {
                rest: table.iter(),
                value: None,
            }),
            Kind::Gone => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match &self.0.kind {
            Kind::Text(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            _ => Err(de::Error::invalid_type(
                de::Unexpected::Other("value"),
                &"a string",
            )),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        // Serde would also accept a list, member by member.
        match &self.0.kind {
            Kind::Table(_) => self.deserialize_any(visitor),
            _ => Err(de::Error::invalid_type(de::Unexpected::Other("value"), &"a map")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        // A date without quotes is not a string, unless the type accepts both.
        match &self.0.kind {
            Kind::Time(_) => Err(de::Error::invalid_type(
                de::Unexpected::Other("time"),
                &"a string",
            )),
            _ => self.deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

struct Items<'de>(std::iter::Enumerate<std::slice::Iter<'de, Node>>);

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        match self.0.find(|(_, item)| item.kind != Kind::Gone) {
            Some((index, item)) => seed
                .deserialize(Reader(item))
                .map(Some)
                .map_err(|fault| fault.under(Step::Index(index))),
            None => Ok(None),
        }
    }
}

struct Members<'de> {
    rest: <&'de Table as IntoIterator>::IntoIter,
    value: Option<(&'de str, &'de Node)>,
}

impl<'de> de::MapAccess<'de> for Members<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some((key, node)) = self.rest.find(|(_, node)| node.kind != Kind::Gone) else {
            return Ok(None);
        };
        self.value = Some((key, node));
        let key_reader = de::value::BorrowedStrDeserializer::new(key);
        seed.deserialize(key_reader)
            .map(Some)
            .map_err(|fault: Fault| fault.of_key(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        match self.value.take() {
            Some((key, node)) => seed
                .deserialize(Reader(node))
                .map_err(|fault| fault.under(Step::Key(key.to_owned()))),
            None => Err(de::Error::custom("a value was asked for before its key")),
        }
    }
}
