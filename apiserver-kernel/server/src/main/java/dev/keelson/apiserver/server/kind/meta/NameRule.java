package dev.keelson.apiserver.server.kind.meta;

import java.util.ArrayList;
import java.util.List;

/** How objects of a kind may be called. */
@FunctionalInterface
public interface NameRule {
  NameRule PATH_SEGMENT =
      (name, isPrefix) ->
          isPrefix ? Formats.pathSegmentPrefix(name) : Formats.pathSegment(name);
  NameRule SUBDOMAIN = (name, isPrefix) -> Formats.subdomain(masked(name, isPrefix));
  NameRule LABEL = (name, isPrefix) -> Formats.label(masked(name, isPrefix));
  NameRule LABEL_1035 = (name, isPrefix) -> Formats.label1035(masked(name, isPrefix));

  /**
   * What is wrong; nothing where all is well.
   *
   * @param isPrefix whether characters will follow: a generateName
   */
  List<String> problems(String name, boolean isPrefix);

  /** This rule, and no more than so many bytes. */
  default NameRule atMost(int bytes, String otherwise) {
    return (name, isPrefix) -> {
      List<String> wrong = problems(name, isPrefix);
      if (isPrefix || Formats.length(name) <= bytes) {
        return wrong;
      }
      List<String> more = new ArrayList<>(wrong);
      more.add(otherwise);
      return more;
    };
  }

  /** A dash at the end of a prefix is no fault: something follows. */
  private static String masked(String name, boolean isPrefix) {
    return isPrefix && name.length() > 1 && name.endsWith("-")
        ? name.substring(0, name.length() - 2) + "a"
        : name;
  }
}
