package dev.keelson.jepsen.fault;

import dev.keelson.jepsen.cluster.Member;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A living member is removed, and later comes back as a new one with nothing on its disk. */
final class MembershipFault implements Fault {
  private int away = -1;

  @Override
  public String name() {
    return "membership";
  }

  @Override
  public String about() {
    return "a follower or the leader is removed while it runs, then added again, empty";
  }

  @Override
  public Optional<String> impossible(Place place) {
    return place.members() < 3 ? Optional.of("needs 3 members") : Optional.empty();
  }

  @Override
  public void strike(Scene scene, int round) throws IOException, InterruptedException {
    int leaving = round % 2 == 0 ? scene.follower() : scene.leader();
    Member member = scene.cluster().member(leaving);
    scene.note("remove " + member);
    Joining.remove(scene, other(scene, leaving), member);
    away = leaving;
  }

  @Override
  public void heal(Scene scene) throws IOException, InterruptedException {
    if (away < 0) {
      return;
    }
    Member member = scene.cluster().member(away);
    member.kill(); // it may have stopped by itself: it was told to go
    member.excuse();
    scene.note("add " + member);
    Joining.addEmpty(scene, other(scene, away), member);
    var _ = scene.awaitAnswer(away, Duration.ofSeconds(20));
    away = -1;
  }

  static int other(Scene scene, int not) {
    return (not + 1) % scene.size();
  }
}
