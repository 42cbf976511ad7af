package dev.keelson.nodeagent.runtime;

import java.util.Map;
import java.util.Optional;

/**
 * What is known of the files of a few images: those that their web servers show, so that a server
 * misses what a command has taken away. Their content is not known.
 */
final class ImageFiles {
  private static final String CONTENT = "(a file of the image, which was not pulled)\n";
  private static final Map<String, String> AGNHOST =
      Map.of("/agnhost", CONTENT, "/localhost.crt", CONTENT, "/localhost.key", CONTENT);
  private static final Map<String, String> HTTPD =
      Map.of("/usr/local/apache2/htdocs/index.html", CONTENT);
  private static final Map<String, String> NGINX =
      Map.of(
          "/usr/share/nginx/html/index.html", CONTENT, "/usr/share/nginx/html/50x.html", CONTENT);

  private ImageFiles() {}

  static Map<String, String> of(String image) {
    return switch (Images.shortName(image)) {
      case "agnhost" -> AGNHOST;
      case "httpd" -> HTTPD;
      case "nginx" -> NGINX;
      default -> Map.of();
    };
  }

  /**
   * The file that its web server shows under a path; empty where none is known.
   *
   * @param path of a URL
   */
  static Optional<String> shownAt(String image, String path) {
    int query = path.indexOf('?');
    String plain = query < 0 ? path : path.substring(0, query);
    String file = plain.endsWith("/") ? plain + "index.html" : plain;
    String root =
        switch (Images.shortName(image)) {
          case "httpd" -> "/usr/local/apache2/htdocs";
          case "nginx" -> "/usr/share/nginx/html";
          default -> "";
        };
    return Optional.of(root + file).filter(of(image)::containsKey);
  }
}
