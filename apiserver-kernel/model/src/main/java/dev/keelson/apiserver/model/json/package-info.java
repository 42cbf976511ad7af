/**
 * Trees of JSON: immutable values, a strict reader, a writer. {@link
 * dev.keelson.apiserver.model.json.JsonValue} is what every part of the API works on; {@link
 * dev.keelson.apiserver.model.json.JsonReader} and {@link
 * dev.keelson.apiserver.model.json.JsonWriter} are the way in and out.
 *
 * <p>Numbers are what Kubernetes makes of them: 64-bit integers where the text is one, else
 * doubles.
 */
@NullMarked
package dev.keelson.apiserver.model.json;

import org.jspecify.annotations.NullMarked;
