package dev.keelson.apiserver.server.kind.meta;

import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;

/**
 * All that is particular to one kind.
 *
 * @param names how its objects may be called
 */
public record Kind(NameRule names, Defaults defaults, Preparation preparation, Rules rules) {
  public static Kind named(NameRule names) {
    return new Kind(names, Defaults.NONE, Preparation.NONE, Rules.NONE);
  }

  public Kind filledBy(Defaults others) {
    return new Kind(names, others, preparation, rules);
  }

  public Kind preparedBy(Preparation other) {
    return new Kind(names, defaults, other, rules);
  }

  public Kind ruledBy(Rules others) {
    return new Kind(names, defaults, preparation, others);
  }
}
