/**
 * Judges of histories. Each takes what {@link dev.keelson.jepsen.history} recorded and gives a
 * {@link dev.keelson.jepsen.check.Verdict}: valid, invalid with the fewest operations that show it,
 * or undecided because a bound was hit, which is never silently valid.
 *
 * <p>{@link dev.keelson.jepsen.check.Checks} runs all that apply. Of linearizability there are two:
 * {@link dev.keelson.jepsen.check.Linearizability} is the general search, for any {@link
 * dev.keelson.jepsen.check.Model}; {@link dev.keelson.jepsen.check.RevisionOrder} uses that etcd
 * numbers its writes, so that a million operations take seconds. Property tests hold them against
 * each other and against all permutations.
 */
@NullMarked
package dev.keelson.jepsen.check;

import org.jspecify.annotations.NullMarked;
