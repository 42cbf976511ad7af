/**
 * Who owns which field, and server-side apply. {@link
 * dev.keelson.apiserver.model.apply.FieldManagement} is the way in: it writes {@code
 * metadata.managedFields} on every change, and merges applied configurations; {@link
 * dev.keelson.apiserver.model.apply.ManagerName} says whose change it is. {@link
 * dev.keelson.apiserver.model.apply.ApplyConflict} and {@link
 * dev.keelson.apiserver.model.apply.BadApply} are how it refuses.
 *
 * <p>Everything is a pure function over trees: a {@code Shape} says how a type merges, a {@code
 * FieldSet} is a set of paths, comparing two trees gives three of them, and the rules of ownership
 * are algebra on such sets. Behaviour follows Kubernetes 1.36's structured-merge-diff v6 and
 * apimachinery's {@code managedfields}.
 */
@NullMarked
package dev.keelson.apiserver.model.apply;

import org.jspecify.annotations.NullMarked;
