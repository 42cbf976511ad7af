package dev.keelson.controllers.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.batch.Bench;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random trees of owners, one of which is deleted by any policy: a model says who stays. */
class GraphModelTest {
  private static Bench bench;
  private static int round;

  /** Owners come before what they own, so there is no cycle. */
  private record Member(String name, List<Integer> owners, boolean isBlocking) {}

  @BeforeContainer
  static void open() {
    bench = Bench.of(GarbageCollectorControllers.GARBAGE_COLLECTOR);
  }

  @AfterContainer
  static void close() {
    bench.close();
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void whoeverHasNoOwnerLeftGoes(
      @ForAll @IntRange(min = 2, max = 8) int size,
      @ForAll List<@IntRange(max = 63) Integer> dice,
      @ForAll @IntRange(max = 2) int policy) {
    List<Member> members = members(size, dice);
    ResourceClient maps = bench.client().resource("v1", "configmaps");
    List<String> uids = new ArrayList<>();
    for (Member each : members) {
      uids.add(create(maps, each, members, uids).uid());
    }
    String propagation = List.of("Background", "Foreground", "Orphan").get(policy);
    maps.delete(
        new ObjectName("default", members.getFirst().name()),
        DeleteOptions.USUAL.withPropagation(propagation));

    Set<String> expected = survivors(members, propagation.equals("Orphan"));
    Bench.await(propagation + " " + members, () -> present(members).equals(expected));
    for (ApiObject each : bench.list("v1", "configmaps", "default")) {
      if (expected.contains(each.name())) {
        assertThat(each.isBeingDeleted()).isFalse();
      }
    }
    expected.forEach(name -> clear(maps, name));
  }

  /** The collector may be faster. */
  private static void clear(ResourceClient maps, String name) {
    try {
      maps.delete(new ObjectName("default", name));
    } catch (ApiFailure e) {
      assertThat(e.status().code()).isEqualTo(404);
    }
  }

  private static List<Member> members(int size, List<Integer> dice) {
    round++;
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int die = i < dice.size() ? dice.get(i) : 7 * i;
      Set<Integer> owners = new TreeSet<>();
      for (int owner = 0; owner < i; owner++) {
        if ((die >> owner & 1) != 0) {
          owners.add(owner);
        }
      }
      members.add(new Member("m%d-%d".formatted(round, i), List.copyOf(owners), (die & 32) != 0));
    }
    return members;
  }

  private static ApiObject create(
      ResourceClient maps, Member member, List<Member> members, List<String> uids) {
    String owners =
        member.owners().stream()
            .map(
                each ->
                    "{apiVersion: v1, kind: ConfigMap, name: %s, uid: %s, blockOwnerDeletion: %s}"
                        .formatted(members.get(each).name(), uids.get(each), member.isBlocking()))
            .collect(Collectors.joining(", "));
    return maps.create(
        InMemoryCluster.object(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: default, ownerReferences: [%s]}\n"
                .formatted(member.name(), owners)));
  }

  /** The first is deleted; of the others those with owners, none of which stays. */
  private static Set<String> survivors(List<Member> members, boolean isOrphaning) {
    Set<Integer> gone = new HashSet<>(Set.of(0));
    if (!isOrphaning) {
      for (int i = 1; i < members.size(); i++) {
        List<Integer> owners = members.get(i).owners();
        if (!owners.isEmpty() && gone.containsAll(owners)) {
          gone.add(i);
        }
      }
    }
    Set<String> left = new TreeSet<>();
    for (int i = 0; i < members.size(); i++) {
      if (!gone.contains(i)) {
        left.add(members.get(i).name());
      }
    }
    return left;
  }

  private static Set<String> present(List<Member> members) {
    Set<String> names = members.stream().map(Member::name).collect(Collectors.toSet());
    return bench.list("v1", "configmaps", "default").stream()
        .map(ApiObject::name)
        .filter(names::contains)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
