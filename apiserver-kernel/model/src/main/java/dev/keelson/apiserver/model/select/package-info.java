/**
 * Selectors of lists, watches and collections: {@link
 * dev.keelson.apiserver.model.select.LabelSelector} and {@link
 * dev.keelson.apiserver.model.select.FieldSelector}, read from a query or from an object, with the
 * syntax and the errors of apimachinery ({@code labels}, {@code fields}). {@link
 * dev.keelson.apiserver.model.select.BadSelector} says why a text is none.
 */
@NullMarked
package dev.keelson.apiserver.model.select;

import org.jspecify.annotations.NullMarked;
