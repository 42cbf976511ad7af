/**
 * {@code keelson bench api}: how fast a Kubernetes API server is and what that costs it, over
 * HTTP/2 and TLS as its clients speak with it. {@link dev.keelson.benchmarks.api.ApiClient} sends
 * on frames without a thread for each caller; a {@link dev.keelson.benchmarks.api.ApiRow} is one
 * measurement.
 *
 * <p>Everything made lies in the namespaces {@code keelson-bench} and {@code keelson-bench-pods}.
 */
@NullMarked
package dev.keelson.benchmarks.api;

import org.jspecify.annotations.NullMarked;
