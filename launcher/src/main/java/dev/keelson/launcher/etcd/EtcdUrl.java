package dev.keelson.launcher.etcd;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL as etcd takes it: scheme, host and port, no path; or a unix socket.
 *
 * @param host without the brackets of an IPv6 address; empty where none was given
 * @param port 0 for a unix socket
 */
public record EtcdUrl(String scheme, String host, int port, String text) {
  private static final Pattern SHAPE =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(?://)?([^/]*)(.*)");
  private static final Pattern HOST_PORT =
      Pattern.compile("(?:\\[([^\\]]*)\\]|([^:\\[\\]]*)):([0-9]{1,5})");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

  /**
   * Empty if {@code list} is a comma-separated list of such URLs or empty, else etcd's complaint.
   */
  static Optional<String> complaint(String list) {
    try {
      list(list);
      return Optional.empty();
    } catch (BadSetting e) {
      return Optional.of(e.line());
    }
  }

  /** In etcd's order, which is by text; each once. */
  public static List<EtcdUrl> list(String list) {
    List<EtcdUrl> urls = new ArrayList<>();
    if (list.isEmpty()) {
      return urls;
    }
    for (String each : list.split(",", -1)) {
      EtcdUrl url = of(each.strip());
      if (!urls.contains(url)) {
        urls.add(url);
      }
    }
    urls.sort(Comparator.comparing(EtcdUrl::text));
    return urls;
  }

  static EtcdUrl of(String text) {
    Matcher shape = SHAPE.matcher(text);
    if (!shape.matches()) {
      throw new BadSetting("URL scheme must be http, https, unix, or unixs: " + text);
    }
    String scheme = shape.group(1);
    return switch (scheme) {
      case "unix", "unixs" -> new EtcdUrl(scheme, "", 0, text);
      case "http", "https" -> tcp(scheme, shape.group(2), shape.group(3), text);
      default -> throw new BadSetting("URL scheme must be http, https, unix, or unixs: " + text);
    };
  }

  private static EtcdUrl tcp(String scheme, String authority, String path, String text) {
    Matcher address = HOST_PORT.matcher(authority);
    if (!address.matches() || Integer.parseInt(address.group(3)) > 65535) {
      throw new BadSetting("URL address does not have the form \"host:port\": " + text);
    }
    if (!path.isEmpty()) {
      throw new BadSetting("URL must not contain a path: " + text);
    }
    String host = address.group(1) == null ? address.group(2) : address.group(1);
    return new EtcdUrl(scheme, host, Integer.parseInt(address.group(3)), text);
  }

  boolean isUnix() {
    return scheme.startsWith("unix");
  }

  boolean isSecure() {
    return scheme.equals("https") || scheme.equals("unixs");
  }

  /** Where to listen. Only addresses may be bound, and localhost, which is 127.0.0.1 as in Go. */
  InetSocketAddress bindAddress() {
    if (host.equals("localhost")) {
      return new InetSocketAddress("127.0.0.1", port);
    }
    if (!IPV4.matcher(host).matches() && !host.contains(":")) {
      throw new BadSetting("expected IP in URL for binding (" + text + ")");
    }
    return new InetSocketAddress(host, port); // a literal: nothing is looked up
  }

  URI uri() {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // said below
    }
    throw new BadSetting("not a valid host name in URL: " + text);
  }

  @Override
  public String toString() {
    return text;
  }
}
