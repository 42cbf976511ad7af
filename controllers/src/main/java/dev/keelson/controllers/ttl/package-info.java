/**
 * ttl-controller: tells kubelets, by an annotation of their node, for how long they may believe
 * what they have read of secrets and config maps; longer, the more nodes there are.
 */
@NullMarked
package dev.keelson.controllers.ttl;

import org.jspecify.annotations.NullMarked;
