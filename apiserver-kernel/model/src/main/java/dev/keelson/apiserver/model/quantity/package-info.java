/**
 * Amounts of resources: {@link dev.keelson.apiserver.model.quantity.Quantity} is {@code 250m} and
 * {@code 1.5Gi}, exact, with the canonical texts of apimachinery ({@code api/resource}). {@link
 * dev.keelson.apiserver.model.quantity.BadQuantity} says why a text is none.
 */
@NullMarked
package dev.keelson.apiserver.model.quantity;

import org.jspecify.annotations.NullMarked;
