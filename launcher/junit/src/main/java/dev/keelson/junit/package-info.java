/**
 * A cluster in a JUnit 5 test: {@link dev.keelson.junit.KeelsonCluster} on the class, then what the
 * test needs as parameters.
 */
@NullMarked
package dev.keelson.junit;

import org.jspecify.annotations.NullMarked;
