package dev.keelson.apiserver.server.kind;

import java.util.ArrayList;
import java.util.List;

/** The forms of names, with apimachinery's messages; none for what is right. */
public final class NameForms {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String QUALIFIED =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

  private NameForms() {}

  public static List<String> label(String name) {
    boolean matches = isLabel(name, 0, name.length());
    if (matches && name.length() <= 63) {
      return List.of();
    }
    List<String> wrong = new ArrayList<>(2);
    if (name.length() > 63) {
      wrong.add("must be no more than 63 characters");
    }
    if (!matches) {
      wrong.add(
          isSubdomain(name)
              ? "must not contain dots"
              : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
                  + " '-', and must start and end with an alphanumeric character (e.g. 'my-name', "
                  + " or '123-abc', regex used for validation is '"
                  + LABEL
                  + "')");
    }
    return wrong;
  }

  public static List<String> subdomain(String name) {
    boolean matches = isSubdomain(name);
    if (matches && name.length() <= 253) {
      return List.of();
    }
    List<String> wrong = new ArrayList<>(2);
    if (name.length() > 253) {
      wrong.add("must be no more than 253 characters");
    }
    if (!matches) {
      wrong.add(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-'"
              + " or '.', and must start and end with an alphanumeric character (e.g."
              + " 'example.com', regex used for validation is '"
              + LABEL
              + "(\\."
              + LABEL
              + ")*')");
    }
    return wrong;
  }

  /** A domain to search, in which parts may begin with an underscore and have them within. */
  public static List<String> searchDomain(String name) {
    List<String> wrong = new ArrayList<>(0);
    if (name.length() > 253) {
      wrong.add("must be no more than 253 characters");
    }
    boolean matches = !name.isEmpty();
    for (String part : name.split("\\.", -1)) {
      String rest = part.startsWith("_") ? part.substring(1) : part;
      matches &= isLabel(rest.replace('_', '-'), 0, rest.length()) && !rest.startsWith("_");
      matches &= !rest.endsWith("_");
    }
    if (!matches) {
      String form = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
      wrong.add(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_',"
              + " '-' or '.', and must start and end with an alphanumeric character (e.g."
              + " 'example.com', regex used for validation is '"
              + form
              + "(\\."
              + form
              + ")*')");
    }
    return wrong;
  }

  /** A label's key: a name, and perhaps a subdomain and a slash before it. */
  public static List<String> qualified(String key) {
    int slash = key.indexOf('/');
    if (slash >= 0 && key.indexOf('/', slash + 1) >= 0) {
      return List.of(
          "a valid label key "
              + QUALIFIED
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    String name = key.substring(slash + 1);
    boolean matches = isWord(name);
    if (slash < 0 && matches && name.length() <= 63) {
      return List.of();
    }
    List<String> wrong = new ArrayList<>(2);
    if (slash == 0) {
      wrong.add("prefix part must be non-empty");
    } else if (slash > 0) {
      subdomain(key.substring(0, slash))
          .forEach(
              each -> wrong.add("prefix part " + each.replace("253 characters", "253 bytes")));
    }
    if (name.isEmpty()) {
      wrong.add("name part must be non-empty");
    } else if (name.length() > 63) {
      wrong.add("name part must be no more than 63 bytes");
    }
    if (!matches) {
      wrong.add("name part " + QUALIFIED);
    }
    return wrong;
  }

  public static List<String> labelValue(String value) {
    boolean matches = value.isEmpty() || isWord(value);
    if (matches && value.length() <= 63) {
      return List.of();
    }
    List<String> wrong = new ArrayList<>(2);
    if (value.length() > 63) {
      wrong.add("must be no more than 63 bytes");
    }
    if (!matches) {
      wrong.add(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_'"
              + " or '.', and must start and end with an alphanumeric character (e.g. 'MyValue', "
              + " or 'my_value',  or '12345', regex used for validation is"
              + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
    }
    return wrong;
  }

  private static boolean isWord(String text) {
    return !text.isEmpty()
        && Forms.only(text, "-_.")
        && "-_.".indexOf(text.charAt(0)) < 0
        && "-_.".indexOf(text.charAt(text.length() - 1)) < 0;
  }

  private static boolean isSubdomain(String text) {
    int start = 0;
    while (true) {
      int dot = text.indexOf('.', start);
      int end = dot < 0 ? text.length() : dot;
      if (!isLabel(text, start, end)) {
        return false;
      }
      if (dot < 0) {
        return true;
      }
      start = dot + 1;
    }
  }

  private static boolean isLabel(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      boolean word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!word && (c != '-' || i == start || i == end - 1)) {
        return false;
      }
    }
    return end > start;
  }
}
