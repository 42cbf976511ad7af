package dev.keelson.benchmarks.report;

import java.util.OptionalDouble;

/**
 * One start of one system.
 *
 * @param what the case and variant, such as {@code restart after kill -9}
 * @param seconds from exec to the first linearizable read answered by every member
 * @param cpuSeconds CPU of all members until then
 * @param rssBytes resident memory of all members then
 */
public record StartRow(
    String system,
    String what,
    double seconds,
    OptionalDouble cpuSeconds,
    OptionalDouble rssBytes) {}
