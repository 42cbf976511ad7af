/**
 * What holds for objects of every kind: names and labels ({@link
 * dev.keelson.apiserver.server.kind.meta.MetadataRules}), and the forms that validation of many
 * kinds asks for. Pure.
 */
@NullMarked
package dev.keelson.apiserver.server.kind.meta;

import org.jspecify.annotations.NullMarked;
