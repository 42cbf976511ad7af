package dev.keelson.benchmarks.load;

import io.grpc.MethodDescriptor;
import java.util.function.IntFunction;

/**
 * A case that sends one call after another.
 *
 * @param scripts makes client {@code index}'s script, from 0
 */
public record UnaryCase<R>(
    String name, MethodDescriptor<byte[], R> method, IntFunction<Script<R>> scripts) {

  /** What one client does. Used by one call at a time, though on changing threads. */
  public interface Script<R> {
    /** The next request. */
    byte[] request();

    /** Takes in the answer to the last request; false if it is not what was asked for. */
    boolean accept(R answer);
  }
}
