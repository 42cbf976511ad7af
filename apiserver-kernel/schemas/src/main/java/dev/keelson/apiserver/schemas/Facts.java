package dev.keelson.apiserver.schemas;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code builtin.facts}, whose first lines say how it is written. */
final class Facts {
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

  /** One line: {@code arguments} are the words behind the fact's name. */
  record Fact(String name, List<String> arguments, List<String> subjects) {
    String argument(int at) {
      return arguments.size() > at ? arguments.get(at) : "";
    }
  }

  private final List<Fact> all;
  private final Map<String, List<Fact>> bySubject = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  private Facts(List<Fact> all) {
    this.all = all;
    for (Fact fact : all) {
      for (String subject : fact.subjects()) {
        bySubject.computeIfAbsent(subject, each -> new ArrayList<>()).add(fact);
      }
    }
  }

  static Facts read() throws IOException {
    List<Fact> facts = new ArrayList<>();
    try (InputStream stream =
            Objects.requireNonNull(Facts.class.getResourceAsStream("builtin.facts"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      StringBuilder fact = new StringBuilder();
      for (String line : (Iterable<String>) lines.lines()::iterator) {
        if (!line.startsWith(" ")) {
          flush(fact, facts);
        }
        if (!line.startsWith("#")) {
          fact.append(line).append('\n');
        }
      }
      flush(fact, facts);
    }
    return new Facts(facts);
  }

  private static void flush(StringBuilder text, List<Fact> facts) {
    if (!text.toString().isBlank()) {
      facts.add(parse(text.toString()));
    }
    text.setLength(0);
  }

  private static Fact parse(String text) {
    List<String> head = new ArrayList<>();
    List<String> subjects = new ArrayList<>();
    boolean isHead = true;
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      String word = words.group();
      if (isHead && word.endsWith(":")) {
        head.add(word.substring(0, word.length() - 1));
        isHead = false;
      } else {
        (isHead ? head : subjects).add(word);
      }
    }
    if (isHead || head.isEmpty()) {
      throw new IllegalStateException("not a fact: " + text);
    }
    return new Fact(head.get(0), head.subList(1, head.size()), subjects);
  }

  List<Fact> named(String name) {
    return all.stream().filter(fact -> fact.name().equals(name)).toList();
  }

  /** Subjects of all facts of that name. */
  Set<String> subjects(String name) {
    Set<String> subjects = new TreeSet<>();
    named(name).forEach(fact -> subjects.addAll(fact.subjects()));
    used.addAll(subjects);
    return subjects;
  }

  /** Whether a type as a whole has this fact. */
  boolean holds(String name, String subject) {
    List<Fact> found = bySubject.getOrDefault(subject, List.of());
    boolean holds = found.stream().anyMatch(fact -> fact.name().equals(name));
    if (holds) {
      used.add(subject);
    }
    return holds;
  }

  /** The last fact with one of these names, of the field itself or else of its name in any type. */
  Optional<Fact> last(Collection<String> names, String argument, String type, String field) {
    for (String subject : List.of(type + "." + field, "*." + field)) {
      Optional<Fact> found =
          bySubject.getOrDefault(subject, List.of()).stream()
              .filter(fact -> names.contains(fact.name()))
              .filter(fact -> argument.isEmpty() || fact.argument(0).equals(argument))
              .reduce((first, second) -> second);
      if (found.isPresent()) {
        used.add(subject);
        return found;
      }
    }
    return Optional.empty();
  }

  /** What was never asked for: a slip of the pen. */
  Set<String> unused(Collection<String> names) {
    Set<String> unused = new TreeSet<>();
    for (String name : names) {
      named(name).forEach(fact -> unused.addAll(fact.subjects()));
    }
    unused.removeAll(used);
    return unused;
  }

  static String unquoted(String word) {
    return word.startsWith("\"") ? word.substring(1, word.length() - 1) : word;
  }
}
