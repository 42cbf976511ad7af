/** What is counted and timed, and told at {@code /metrics} under upstream's names. */
@NullMarked
package dev.keelson.apiserver.server.metrics;

import org.jspecify.annotations.NullMarked;
