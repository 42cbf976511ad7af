package dev.keelson.apiserver.server.verb;

import java.util.random.RandomGenerator;

/** Names for generateName: five characters without vowels, as apiserver's name generator. */
public final class NewName {
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX = 5;
  private static final int LONGEST_BASE = 63 - SUFFIX;

  private NewName() {}

  public static String of(String base, RandomGenerator random) {
    StringBuilder name =
        new StringBuilder(base.length() > LONGEST_BASE ? base.substring(0, LONGEST_BASE) : base);
    for (int i = 0; i < SUFFIX; i++) {
      name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return name.toString();
  }
}
