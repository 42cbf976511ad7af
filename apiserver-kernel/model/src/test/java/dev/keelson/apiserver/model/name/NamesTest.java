package dev.keelson.apiserver.model.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages are kube-apiserver's, as kubectl prints them. */
class NamesTest {
  private static final String SUBDOMAIN =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  private static final String LABEL =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "a-b", "a.b", "1.2.3", "a--b.c"})
  void good_subdomains(String name) {
    assertThat(Names.subdomain1123(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "-a", "a-", ".a", "a.", "a..b", "a_b", "a.-b", "é"})
  void bad_subdomains(String name) {
    assertThat(Names.subdomain1123(name)).containsExactly(SUBDOMAIN);
  }

  @Test
  void lengths_are_bounded() {
    assertThat(Names.subdomain1123("a".repeat(253))).isEmpty();
    assertThat(Names.subdomain1123("a".repeat(254)))
        .containsExactly("must be no more than 253 characters");
    assertThat(Names.label1123("a".repeat(63))).isEmpty();
    assertThat(Names.label1123("a".repeat(64)))
        .containsExactly("must be no more than 63 characters");
    assertThat(Names.labelValue("a".repeat(64))).containsExactly("must be no more than 63 bytes");
    assertThat(Names.qualifiedName("a".repeat(254) + "/" + "b".repeat(64)))
        .containsExactly(
            "prefix part must be no more than 253 bytes",
            "name part must be no more than 63 bytes");
    assertThat(Names.label1123("é".repeat(32))).hasSize(2);
  }

  @Test
  void labels() {
    assertThat(Names.label1123("a.b")).containsExactly("must not contain dots");
    assertThat(Names.label1123("A")).containsExactly(LABEL);
    assertThat(Names.label1035("1a"))
        .containsExactly(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with"
                + " an alphabetic character, and end with an alphanumeric character (e.g."
                + " 'my-name',  or 'abc-123', regex used for validation is"
                + " '[a-z]([-a-z0-9]*[a-z0-9])?')");
    assertThat(Names.label1035("a1")).isEmpty();
  }

  @Test
  void qualified_names() {
    String shape =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
            + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
            + " validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    assertThat(Names.qualifiedName("example.com/My_Name.1")).isEmpty();
    assertThat(Names.qualifiedName("a/b/c"))
        .containsExactly(
            "a valid label key "
                + shape
                + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    assertThat(Names.qualifiedName("/b")).containsExactly("prefix part must be non-empty");
    assertThat(Names.qualifiedName("A/b")).containsExactly("prefix part " + SUBDOMAIN);
    assertThat(Names.qualifiedName(""))
        .containsExactly("name part must be non-empty", "name part " + shape);
    assertThat(Names.qualifiedName("-a")).containsExactly("name part " + shape);
  }

  @Test
  void label_values() {
    assertThat(Names.labelValue("")).isEmpty();
    assertThat(Names.labelValue("A_b.c-1")).isEmpty();
    assertThat(Names.labelValue("a b"))
        .containsExactly(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_'"
                + " or '.', and must start and end with an alphanumeric character (e.g. 'MyValue', "
                + " or 'my_value',  or '12345', regex used for validation is"
                + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
  }

  @Test
  void path_segments() {
    assertThat(Names.pathSegment("system:admin")).isEmpty();
    assertThat(Names.pathSegment("..")).containsExactly("may not be '..'");
    assertThat(Names.pathSegment("a/%"))
        .containsExactly("may not contain '/'", "may not contain '%'");
    assertThat(Names.pathSegmentPrefix(".")).isEmpty();
  }

  @Test
  void prefixes_may_end_with_a_dash() {
    assertThat(Names.asPrefix(Names::subdomain1123).apply("web-")).isEmpty();
    assertThat(Names.asPrefix(Names::subdomain1123).apply("-")).isNotEmpty();
  }

  @Test
  void ports_keys_and_the_rest() {
    assertThat(Names.portName("http-1")).isEmpty();
    assertThat(Names.portName("1--"))
        .containsExactly(
            "must contain at least one letter (a-z)",
            "must not contain consecutive hyphens",
            "must not begin or end with a hyphen");
    assertThat(Names.portNumber(0)).containsExactly("must be between 1 and 65535, inclusive");
    assertThat(Names.configMapKey("..")).containsExactly("must not be '..'");
    assertThat(Names.configMapKey("a.b_C-1")).isEmpty();
    assertThat(Names.environmentVariable("A=B")).hasSize(1);
    assertThat(Names.environmentVariable("1 a")).isEmpty();
    assertThat(Names.strictEnvironmentVariable("1a")).hasSize(1);
    assertThat(Names.percent("25%")).isEmpty();
    assertThat(Names.percent("25")).hasSize(1);
    assertThat(Names.wildcardSubdomain1123("*.a.b")).isEmpty();
    assertThat(Names.wildcardSubdomain1123("a.b")).hasSize(1);
    assertThat(Names.cIdentifier("a_1")).isEmpty();
    assertThat(Names.httpHeader("X-A")).isEmpty();
    assertThat(Names.subdomain1123WithUnderscore("_a.b_c")).isEmpty();
  }

  @Property(tries = 2000)
  void the_shapes_are_those_of_the_expressions(@ForAll("names") String name) {
    String label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    String scored = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    assertThat(
            List.of(
                Shapes.isLabel1123(name),
                Shapes.isSubdomain1123(name),
                Shapes.isSubdomain1123WithUnderscore(name),
                Shapes.isLabel1035(name),
                Shapes.isQualified(name)))
        .containsExactly(
            Pattern.matches(label, name),
            Pattern.matches(label + "(\\." + label + ")*", name),
            Pattern.matches(scored + "(\\." + scored + ")*", name),
            Pattern.matches("[a-z]([-a-z0-9]*[a-z0-9])?", name),
            Pattern.matches("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]", name));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("az09AZ-_./\né").ofMaxLength(6);
  }
}
