/**
 * What is particular to a kind: {@link dev.keelson.apiserver.server.kind.Defaults}, {@link
 * dev.keelson.apiserver.server.kind.Rules}, {@link dev.keelson.apiserver.server.kind.Preparation}.
 * All pure.
 */
@NullMarked
package dev.keelson.apiserver.server.kind;

import org.jspecify.annotations.NullMarked;
