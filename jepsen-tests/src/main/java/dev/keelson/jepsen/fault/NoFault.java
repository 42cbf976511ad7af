package dev.keelson.jepsen.fault;

import java.time.Duration;

/** A quiet day: what fails now fails always. */
final class NoFault implements Fault {
  @Override
  public String name() {
    return "none";
  }

  @Override
  public String about() {
    return "nothing goes wrong";
  }

  /** Much more than a heartbeat, so that a busy machine is not blamed on the target. */
  @Override
  public Duration staleness() {
    return Duration.ofSeconds(5);
  }

  @Override
  public boolean strikes() {
    return false;
  }

  @Override
  public void strike(Scene scene, int round) {}

  @Override
  public void heal(Scene scene) {}
}
