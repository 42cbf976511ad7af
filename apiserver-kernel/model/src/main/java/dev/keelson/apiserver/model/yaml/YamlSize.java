package dev.keelson.apiserver.model.yaml;

/**
 * How much a node is when its aliases are written out.
 *
 * @param nodes saturates
 * @param characters saturates
 */
record YamlSize(long nodes, long characters) {
  static final YamlSize ONE = new YamlSize(1, 0);

  private static final long LARGEST = 1L << 40;

  static YamlSize ofText(int length) {
    return length == 0 ? ONE : new YamlSize(1, length);
  }

  YamlSize plus(YamlSize other) {
    return new YamlSize(
        Math.min(LARGEST, nodes + other.nodes), Math.min(LARGEST, characters + other.characters));
  }

  /**
   * Sums up a document and refuses what comes mostly from aliases: go-yaml's rule for nodes, and a
   * bound for the texts that they repeat, which go-yaml does not have.
   */
  static final class Budget {
    /** Up to here 99 nodes of 100 may come from aliases. */
    private static final long SMALL = 400_000;

    /** From here on 10 of 100. */
    private static final long LARGE = 4_000_000;

    /** Characters of texts repeated by aliases. Three times the largest request. */
    static final long MOST_REPEATED = 10L << 20;

    private YamlSize all = new YamlSize(0, 0);
    private YamlSize repeated = new YamlSize(0, 0);

    void add(YamlSize node) {
      all = all.plus(node);
    }

    void addAlias(YamlSize node) {
      all = all.plus(node).plus(ONE);
      repeated = repeated.plus(node);
      boolean isExcessive =
          repeated.nodes > 100
              && all.nodes > 1_000
              && (double) repeated.nodes / all.nodes > allowed(all.nodes);
      if (isExcessive || repeated.characters > MOST_REPEATED) {
        throw new BadYaml("yaml: document contains excessive aliasing");
      }
    }

    private static double allowed(long nodes) {
      if (nodes <= SMALL) {
        return 0.99;
      }
      return nodes >= LARGE ? 0.10 : 0.99 - 0.89 * ((double) (nodes - SMALL) / (LARGE - SMALL));
    }
  }
}
