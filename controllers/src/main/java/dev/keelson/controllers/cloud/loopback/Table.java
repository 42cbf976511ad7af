package dev.keelson.controllers.cloud.loopback;

import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.cloud.CloudFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of JSON objects, one a file. A file is replaced as a whole, so a reader never sees
 * half of one. Read anew at each call: whoever edits it is heard at once.
 */
final class Table {
  private static final String SUFFIX = ".json";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}");

  private final Path directory;

  Table(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw CloudFailure.of("cannot make " + directory, e);
    }
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches()) {
      throw CloudFailure.of("\"" + name + "\" is no name of a file");
    }
    return directory.resolve(name + SUFFIX);
  }

  Optional<JsonObject> find(String name) {
    try {
      byte[] bytes = Files.readAllBytes(file(name));
      if (JsonReader.read(bytes) instanceof JsonObject object) {
        return Optional.of(object);
      }
      throw CloudFailure.of(file(name) + " holds no object");
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw CloudFailure.of("cannot read " + file(name), e);
    } catch (BadJson e) {
      throw CloudFailure.of(file(name) + " holds no JSON", e);
    }
  }

  /** By name. */
  Map<String, JsonObject> all() {
    List<String> names;
    try (Stream<Path> files = Files.list(directory)) {
      names =
          files
              .map(each -> each.getFileName().toString())
              .filter(each -> each.endsWith(SUFFIX))
              .map(each -> each.substring(0, each.length() - SUFFIX.length()))
              .filter(each -> NAME.matcher(each).matches())
              .toList();
    } catch (IOException e) {
      throw CloudFailure.of("cannot list " + directory, e);
    }
    Map<String, JsonObject> all = new TreeMap<>();
    names.forEach(name -> find(name).ifPresent(object -> all.put(name, object)));
    return all;
  }

  synchronized void put(String name, JsonObject object) {
    Path file = file(name);
    // Not a name that all() would list.
    Path draft = directory.resolve("." + name + ".new");
    try {
      Files.write(draft, (JsonWriter.text(object) + "\n").getBytes(StandardCharsets.UTF_8));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw CloudFailure.of("cannot write " + file, e);
    }
  }

  void remove(String name) {
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw CloudFailure.of("cannot remove " + file(name), e);
    }
  }
}
