/**
 * Objects as Kubernetes' protobuf and back, over the schemas of the built-in kinds. {@link
 * dev.keelson.apiserver.model.proto.ProtobufCodec} is all that others need; it answers malformed
 * bytes with {@link dev.keelson.apiserver.model.proto.BadProtobuf} and nothing else.
 *
 * <p>A tree that was decoded is what Go would write as JSON after it had decoded the same bytes:
 * what Go cannot tell from nothing is left out, and what it writes though it is empty is there.
 *
 * <p>Each message has a {@code MessageCodec}, made when it is first met, with a {@code FieldCodec}
 * a field over {@code ValueCodec}s. Bytes are written from their end, since the length of a message
 * stands before it and is known only behind it.
 */
@NullMarked
package dev.keelson.apiserver.model.proto;

import org.jspecify.annotations.NullMarked;
