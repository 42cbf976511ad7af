package dev.keelson.controllers.hpa;

/**
 * What one metric asks for.
 *
 * @param utilization percent of what was requested; 0 where that is not the measure
 * @param milli the usage that it saw, of a pod or of all, as the metric's status says it
 */
record Proposal(int replicas, int utilization, long milli) {}
