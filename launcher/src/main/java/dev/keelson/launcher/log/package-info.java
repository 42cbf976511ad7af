/**
 * Log lines as etcd writes them: one JSON object a line, on stderr, from the very first line.
 *
 * <p>A provider of its own and not logback, because a member must be ready 1.5 s after exec and a
 * general logging framework takes a tenth of that to configure itself. {@link
 * dev.keelson.launcher.log.LogSink} is the one place that decides where lines go; everybody else
 * uses slf4j. {@code java.util.logging}, which gRPC uses, is led to the same place.
 */
@NullMarked
package dev.keelson.launcher.log;

import org.jspecify.annotations.NullMarked;
