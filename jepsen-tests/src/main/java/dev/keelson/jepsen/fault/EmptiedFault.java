package dev.keelson.jepsen.fault;

import dev.keelson.jepsen.cluster.Member;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A follower dies and its disk is replaced by an empty one; the others must send it everything, as
 * a snapshot. Where members can be removed and added, it comes back as a new one, as etcd asks for:
 * under its old name it could vote against what it once acknowledged. A target without those calls
 * gets it back as it is.
 */
final class EmptiedFault implements Fault {
  private int emptied = -1;

  @Override
  public String name() {
    return "emptied";
  }

  @Override
  public String about() {
    return "a follower is killed and its directory emptied; it is filled by a snapshot";
  }

  @Override
  public Optional<String> impossible(Place place) {
    return place.members() < 3 ? Optional.of("needs 3 members") : Optional.empty();
  }

  @Override
  public void strike(Scene scene, int round) throws IOException {
    emptied = scene.follower();
    Member member = scene.cluster().member(emptied);
    scene.note("empty " + member);
    member.kill();
    member.empty();
  }

  @Override
  public void heal(Scene scene) throws IOException, InterruptedException {
    if (emptied < 0) {
      return;
    }
    Member member = scene.cluster().member(emptied);
    int other = MembershipFault.other(scene, emptied);
    try {
      Joining.remove(scene, other, member);
      Joining.addEmpty(scene, other, member);
    } catch (LeftOut _) {
      member.start();
    }
    var _ = scene.awaitAnswer(emptied, Duration.ofSeconds(20));
    emptied = -1;
  }
}
