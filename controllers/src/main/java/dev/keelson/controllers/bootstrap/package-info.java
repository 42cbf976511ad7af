/**
 * Bootstrap tokens, by which a new machine and a cluster come to trust each other: {@link
 * dev.keelson.controllers.bootstrap.BootstrapSigner} signs {@code cluster-info} with each token,
 * {@link dev.keelson.controllers.bootstrap.TokenCleaner} deletes tokens that have expired. Both run
 * only where they are named.
 */
@NullMarked
package dev.keelson.controllers.bootstrap;

import org.jspecify.annotations.NullMarked;
