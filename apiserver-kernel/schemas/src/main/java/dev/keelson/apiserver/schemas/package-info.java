/**
 * Makes the schemas of the built-in types at build time. Three sources meet: the descriptors of
 * protobuf know messages, names and numbers; the models of OpenAPI know JSON's names, what is
 * required and the descriptions; {@code builtin.facts} knows the rest. {@link
 * dev.keelson.apiserver.schemas.Generate} writes what {@code BuiltInSchemas} of the model reads.
 */
@NullMarked
package dev.keelson.apiserver.schemas;

import org.jspecify.annotations.NullMarked;
