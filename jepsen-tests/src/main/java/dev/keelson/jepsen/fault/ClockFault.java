package dev.keelson.jepsen.fault;

import java.io.IOException;
import java.util.Optional;

/** A member's date jumps by an hour, ahead or back, and is right again later. */
final class ClockFault implements Fault {
  private static final long HOUR_SECONDS = 3_600;

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public String about() {
    return "the date of one member, the leader first, jumps an hour ahead or back, and back again";
  }

  @Override
  public Optional<String> impossible(Place place) {
    return place.abilities().noClock(place.target());
  }

  @Override
  public boolean setsClocks() {
    return true;
  }

  @Override
  public void strike(Scene scene, int round) throws IOException {
    int member = round % 2 == 0 ? scene.leader() : scene.anyone();
    long offset = scene.random().nextBoolean() ? HOUR_SECONDS : -HOUR_SECONDS;
    scene.note("clock of " + Names.of(member) + " jumps by " + offset + " s");
    scene.cluster().setClock(member, offset);
  }

  @Override
  public void heal(Scene scene) throws IOException {
    for (int member = 0; member < scene.size(); member++) {
      scene.cluster().setClock(member, 0);
    }
  }
}
