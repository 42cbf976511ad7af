/**
 * Nodes as controllers see them: a view, taints and tolerations, and how taints are changed without
 * losing somebody else's write. The rules are upstream's {@code component-helpers} and {@code
 * pkg/util/taints}.
 */
@NullMarked
package dev.keelson.controllers.node;

import org.jspecify.annotations.NullMarked;
