package dev.keelson.jepsen.fault;

import java.time.Duration;
import java.util.Optional;

/** What faults of the network between members have in common: a wire that can be disturbed. */
abstract class WireFault implements Fault {
  private final String name;
  private final String about;
  private final int fewest;

  WireFault(String name, String about, int fewest) {
    this.name = name;
    this.about = about;
    this.fewest = fewest;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String about() {
    return about;
  }

  @Override
  public final Optional<String> impossible(Place place) {
    return place.members() < fewest
        ? Optional.of("needs " + fewest + " members")
        : place.abilities().noWire();
  }

  @Override
  public Duration lasts() {
    return Duration.ofSeconds(3);
  }

  @Override
  public final void heal(Scene scene) {
    scene.wire().heal();
  }
}
