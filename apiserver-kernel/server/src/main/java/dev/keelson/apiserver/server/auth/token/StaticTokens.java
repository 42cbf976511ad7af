package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.server.auth.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The tokens of {@code --token-auth-file}: lines of {@code token,user,uid,"group1,group2"}. They
 * are kept as digests: how long a look-up takes tells nothing of a token. Immutable.
 */
public final class StaticTokens implements TokenAuthenticator {
  private final Map<String, Caller> callers = new HashMap<>();
  private final List<String> audiences;

  private StaticTokens(List<String> audiences) {
    this.audiences = List.copyOf(audiences);
  }

  /**
   * @param audiences the API server's own: of no other are these tokens good
   * @throws IllegalArgumentException a line has fewer than three columns, or an open quote
   */
  public static StaticTokens of(String csv, List<String> audiences) {
    StaticTokens tokens = new StaticTokens(audiences);
    for (List<String> row : Csv.rows(csv)) {
      if (row.size() < 3) {
        throw new IllegalArgumentException(
            "token file must have at least 3 columns (token, user name, user uid), found "
                + row.size());
      }
      if (!row.getFirst().isEmpty()) {
        List<String> groups =
            row.size() > 3 ? Arrays.asList(row.get(3).split(",", -1)) : List.<String>of();
        tokens.callers.put(
            digest(row.getFirst()), new Caller(row.get(1), row.get(2), groups, Map.of()));
      }
    }
    return tokens;
  }

  private static String digest(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public Outcome authenticate(String token, List<String> wanted) {
    List<String> common = Audiences.common(audiences, wanted);
    if (callers.isEmpty() || common.isEmpty()) {
      return new Outcome.Unknown();
    }
    Caller caller = callers.get(digest(token));
    return caller == null ? new Outcome.Unknown() : new Outcome.Known(caller, common);
  }
}
