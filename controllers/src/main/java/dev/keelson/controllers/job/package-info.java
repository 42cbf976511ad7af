/**
 * Runs Jobs. {@link dev.keelson.controllers.job.JobFacts} and {@link
 * dev.keelson.controllers.job.PodPlan} decide, purely; {@link dev.keelson.controllers.job.JobPass}
 * does it. A pod carries a finalizer until its end is counted: its uid is written into the status,
 * then the finalizer is taken off, then the uid becomes part of a sum. Whoever dies in between
 * finds in the status what was counted and on the pods what was not.
 */
@NullMarked
package dev.keelson.controllers.job;

import org.jspecify.annotations.NullMarked;
