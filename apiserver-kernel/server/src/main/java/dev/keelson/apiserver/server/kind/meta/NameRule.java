package dev.keelson.apiserver.server.kind.meta;

import dev.keelson.apiserver.model.name.Names;
import java.util.ArrayList;
import java.util.List;

/** How objects of a kind may be called. */
@FunctionalInterface
public interface NameRule {
  NameRule PATH_SEGMENT =
      (name, isPrefix) -> isPrefix ? Names.pathSegmentPrefix(name) : Names.pathSegment(name);
  NameRule SUBDOMAIN = (name, isPrefix) -> Names.subdomain1123(masked(name, isPrefix));
  NameRule LABEL = (name, isPrefix) -> Names.label1123(masked(name, isPrefix));
  NameRule LABEL_1035 = (name, isPrefix) -> Names.label1035(masked(name, isPrefix));

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
      if (isPrefix || Texts.length(name) <= bytes) {
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
