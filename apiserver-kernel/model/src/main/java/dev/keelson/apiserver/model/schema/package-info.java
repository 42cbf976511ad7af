/**
 * What the API knows of a type: {@link dev.keelson.apiserver.model.schema.SchemaRegistry} finds the
 * {@link dev.keelson.apiserver.model.schema.TypeSchema} of a kind, whose {@link
 * dev.keelson.apiserver.model.schema.FieldSchema}s say how a field is called, which number it has
 * in protobuf, and how patches merge it. The built-in ones are made at build time; those of custom
 * resources will be made the same way. {@link dev.keelson.apiserver.model.schema.BuiltInSchemas}
 * holds those made at build time, and how they lie in protobuf.
 */
@NullMarked
package dev.keelson.apiserver.model.schema;

import org.jspecify.annotations.NullMarked;
