package dev.keelson.jepsen.fault;

import java.util.List;
import java.util.stream.Collectors;

/** Members' names for the diary. */
final class Names {
  private Names() {}

  static String of(int member) {
    return "m" + (member + 1);
  }

  static String of(List<Integer> members) {
    return members.stream().sorted().map(Names::of).collect(Collectors.joining(" "));
  }
}
