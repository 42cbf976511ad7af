package dev.keelson.nodeagent.runtime;

import java.util.Map;
import java.util.Optional;

/**
 * What is known of the files of a few images: those that their web servers show, so that a server
 * misses what a command has taken away. Their content is not known. One for all containers of an
 * image.
 */
enum ImageFiles {
  NONE("", Map.of()),
  AGNHOST(
      "",
      Map.of(
          "/agnhost",
          ImageFiles.CONTENT,
          "/localhost.crt",
          ImageFiles.CONTENT,
          "/localhost.key",
          ImageFiles.CONTENT)),
  HTTPD(
      "/usr/local/apache2/htdocs",
      Map.of("/usr/local/apache2/htdocs/index.html", ImageFiles.CONTENT)),
  NGINX(
      "/usr/share/nginx/html",
      Map.of(
          "/usr/share/nginx/html/index.html",
          ImageFiles.CONTENT,
          "/usr/share/nginx/html/50x.html",
          ImageFiles.CONTENT));

  private static final String CONTENT = "(a file of the image, which was not pulled)\n";

  private final String root;
  private final Map<String, String> files;

  ImageFiles(String root, Map<String, String> files) {
    this.root = root;
    this.files = files;
  }

  static ImageFiles of(String image) {
    return switch (Images.shortName(image)) {
      case "agnhost" -> AGNHOST;
      case "httpd" -> HTTPD;
      case "nginx" -> NGINX;
      default -> NONE;
    };
  }

  /** By path. */
  Map<String, String> files() {
    return files;
  }

  /**
   * The file that its web server shows under a path; empty where none is known.
   *
   * @param path of a URL
   */
  Optional<String> shownAt(String path) {
    int query = path.indexOf('?');
    String plain = query < 0 ? path : path.substring(0, query);
    String file = plain.endsWith("/") ? plain + "index.html" : plain;
    return Optional.of(root + file).filter(files::containsKey);
  }
}
