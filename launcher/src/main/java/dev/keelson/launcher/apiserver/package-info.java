/**
 * {@code keelson apiserver}: flags to a running API server on its store. Certificates, keys and the
 * first user's kubeconfig are made where they are missing.
 */
@NullMarked
package dev.keelson.launcher.apiserver;

import org.jspecify.annotations.NullMarked;
