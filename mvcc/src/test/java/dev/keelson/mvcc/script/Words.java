package dev.keelson.mvcc.script;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Compare;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeQuery.SortOrder;
import dev.keelson.mvcc.RangeQuery.SortTarget;
import dev.keelson.mvcc.watch.WatchSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One line of a script, taken apart: a verb, words, {@code name=value} options. */
final class Words {
  private final List<String> words;

  Words(String line) {
    this.words = List.of(line.strip().split("\\s+"));
  }

  String verb() {
    return words.getFirst();
  }

  String word(int at) {
    return words.get(at);
  }

  long number(int at) {
    return Long.parseLong(words.get(at));
  }

  boolean has(String flag) {
    return words.contains(flag);
  }

  long option(String name, long otherwise) {
    String text = text(name, "");
    return text.isEmpty() ? otherwise : Long.parseLong(text);
  }

  private String text(String name, String otherwise) {
    return words.stream()
        .filter(word -> word.startsWith(name + "="))
        .map(word -> word.substring(name.length() + 1))
        .findFirst()
        .orElse(otherwise);
  }

  /**
   * {@code a} one key, {@code a..c} half-open, {@code a..} from a on, {@code a*} prefix, {@code *}
   * all.
   */
  static KeyRange range(String text) {
    if (text.endsWith("*")) {
      return KeyRange.prefix(Bytes.of(text.substring(0, text.length() - 1)));
    }
    int dots = text.indexOf("..");
    if (dots < 0) {
      return KeyRange.one(Bytes.of(text));
    }
    Bytes start = Bytes.of(text.substring(0, dots));
    String end = text.substring(dots + 2);
    return end.isEmpty() ? KeyRange.from(start) : new KeyRange(start, Bytes.of(end));
  }

  RangeQuery query() {
    return new RangeQuery(
        range(word(1)),
        option("limit", 0),
        option("rev", 0),
        SortOrder.valueOf(text("order", "none").toUpperCase(Locale.ROOT)),
        SortTarget.valueOf(text("by", "key").toUpperCase(Locale.ROOT)),
        has("keys_only"),
        has("count_only"),
        new RangeQuery.RevisionFilter(
            option("min_mod", 0),
            option("max_mod", 0),
            option("min_create", 0),
            option("max_create", 0)));
  }

  Command.Put put() {
    String[] pair = word(1).split("=", 2);
    return new Command.Put(
        Bytes.of(pair[0]),
        pair.length == 1 ? Bytes.EMPTY : Bytes.of(pair[1]),
        option("lease", 0),
        has("prev"),
        has("ignore_value"),
        has("ignore_lease"));
  }

  Command.DeleteRange delete() {
    return new Command.DeleteRange(range(word(1)), has("prev"));
  }

  WatchSpec watch() {
    return new WatchSpec(
        range(word(2)), option("from", 0), has("prev"), has("no_puts"), has("no_deletes"));
  }

  /**
   * {@code txn if version(a)=1 and mod(b)>2 then put c=1; get a else del b}: each part may be
   * missing.
   */
  static Command.Txn txn(String line) {
    String rest = line.strip().substring("txn".length());
    String[] otherwise = rest.split("\\belse\\b", 2);
    String[] then = otherwise[0].split("\\bthen\\b", 2);
    String condition = then[0].replaceFirst("^\\s*if\\b", "").strip();
    List<Compare> compares = new ArrayList<>();
    for (String part : condition.isEmpty() ? new String[0] : condition.split("\\band\\b")) {
      compares.add(compare(part.strip()));
    }
    return new Command.Txn(
        compares,
        ops(then.length > 1 ? then[1] : ""),
        ops(otherwise.length > 1 ? otherwise[1] : ""));
  }

  private static List<Op> ops(String text) {
    return Arrays.stream(text.split(";"))
        .filter(op -> !op.isBlank())
        .map(
            op -> {
              Words words = new Words(op);
              return switch (words.verb()) {
                case "put" -> words.put();
                case "del" -> words.delete();
                case "get" -> (Op) words.query();
                default -> throw new IllegalArgumentException("operation " + op);
              };
            })
        .toList();
  }

  private static Compare compare(String text) {
    int open = text.indexOf('(');
    int close = text.indexOf(')');
    Compare.Relation relation =
        switch (text.charAt(close + 1)) {
          case '=' -> Compare.Relation.EQUAL;
          case '!' -> Compare.Relation.NOT_EQUAL;
          case '<' -> Compare.Relation.LESS;
          case '>' -> Compare.Relation.GREATER;
          default -> throw new IllegalArgumentException("condition " + text);
        };
    String value = text.substring(close + 2);
    Compare.Target target =
        switch (text.substring(0, open)) {
          case "version" -> new Compare.Target.Version(Long.parseLong(value));
          case "create" -> new Compare.Target.Create(Long.parseLong(value));
          case "mod" -> new Compare.Target.Mod(Long.parseLong(value));
          case "lease" -> new Compare.Target.Lease(Long.parseLong(value));
          case "value" -> new Compare.Target.Value(Bytes.of(value));
          default -> throw new IllegalArgumentException("condition " + text);
        };
    return new Compare(range(text.substring(open + 1, close)), relation, target);
  }
}
