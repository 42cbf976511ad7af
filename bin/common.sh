# Read by the scripts beside it: where the house is, which Java runs it, and the first build.
# POSIX sh. The environment may hold nothing but PATH.
#
# Wants $here: the directory of the script, links followed. Sets nothing else of note than what
# its functions say.

root=$(cd "$here/.." && pwd -P)
launcher=$root/launcher/target

die() {
  printf 'keelson: %s\n' "$*" >&2
  exit 1
}

# Whether $1 is the home of a JDK 25. Reads the release file: asking java takes 40 ms.
is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=\"25\" | JAVA_VERSION=\"25.*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

# Sets jdk: JAVA_HOME, else the java on PATH, else what is installed in the usual places.
find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then
    jdk=$JAVA_HOME
    return
  fi
  java_on_path=$(command -v java) && java_on_path=$(readlink -f "$java_on_path") &&
    jdk=${java_on_path%/bin/java} && is_jdk_25 "$jdk" && return
  for jdk in /usr/lib/jvm/* /opt/java/* /opt/jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    is_jdk_25 "$jdk" && return
  done
  die "no JDK 25 found: set JAVA_HOME, put its java on PATH, or install it under /usr/lib/jvm" \
    "(for example Temurin 25, package temurin-25-jdk)"
}

# Builds once, however many ask at the same time. The lock is a directory, because mkdir is atomic
# everywhere; one whose owner died is taken over.
build_if_missing() {
  is_built && return
  mkdir -p "$launcher" || die "cannot write to $launcher"
  lock=$launcher/.building
  until mkdir "$lock" 2>/dev/null; do
    owner=$(cat "$lock/pid" 2>/dev/null || :)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$lock"
      continue
    fi
    [ -n "${waiting:-}" ] || printf 'keelson: waiting for a build that is under way\n' >&2
    waiting=1
    sleep 1
  done
  echo $$ >"$lock/pid"
  trap 'rm -rf "$lock"' EXIT
  trap 'exit 143' INT TERM
  if ! is_built; then
    build
  fi
  rm -rf "$lock"
  trap - EXIT INT TERM
}

is_built() {
  [ -r "$launcher/launcher.jar" ] && [ -d "$launcher/lib" ] && [ ! -e "$launcher/.incomplete" ]
}

build() {
  printf 'keelson: first use: building (a minute or two)\n' >&2
  HOME=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
  export HOME
  if command -v mvn >/dev/null; then mvn=mvn; else mvn=$root/mvnw; fi
  : >"$launcher/.incomplete"
  (cd "$root" && JAVA_HOME=$jdk "$mvn" -q -B -ntp -DskipTests package) >&2 ||
    die "the build failed; see above"
  rm -f "$launcher/.incomplete"
  printf 'keelson: built\n' >&2
}

# Sets class_path: the same order every time, or the AOT cache would not fit.
launcher_class_path() {
  class_path=$launcher/launcher.jar
  for jar in "$launcher"/lib/*.jar; do
    class_path=$class_path:$jar
  done
}

# What every JVM of this house gets. The AOT cache must be made and used with the same.
java_flags="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:+UseCompactObjectHeaders
  -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError"

# Sets memory: what this process may use, in MiB: the machine's, or its control group's if less.
find_memory() {
  memory=1048576
  [ -r /proc/meminfo ] && [ -r /proc/self/cgroup ] || return 0
  while read -r name kib _; do
    [ "$name" != MemTotal: ] || memory=$((kib / 1024))
  done </proc/meminfo
  while IFS=: read -r _ controllers group; do
    case $controllers in
      '') set -- "/sys/fs/cgroup$group/memory.max" /sys/fs/cgroup/memory.max ;;
      memory)
        set -- "/sys/fs/cgroup/memory$group/memory.limit_in_bytes" \
          /sys/fs/cgroup/memory/memory.limit_in_bytes
        ;;
      *) continue ;;
    esac
    for file; do
      if [ -r "$file" ] && read -r limit <"$file" && [ "$limit" != max ] &&
        [ "${#limit}" -lt 16 ] && [ $((limit / 1048576)) -lt "$memory" ]; then
        memory=$((limit / 1048576))
      fi
    done
  done </proc/self/cgroup
} 2>/dev/null

# Sets heap, and direct, for sockets' buffers: 1 GiB each, but never more than a quarter and a sixth
# of what there is; the store's caches, code and threads want the rest. KEELSON_JAVA_OPTS=-Xmx...
# overrules it.
find_heap() {
  find_memory
  heap=$((memory / 4))
  direct=$((memory / 6))
  [ "$heap" -le 1024 ] || heap=1024
  [ "$direct" -le 1024 ] || direct=1024
  [ "$heap" -ge 96 ] || heap=96
  [ "$direct" -ge 64 ] || direct=64
}

# Sets aot if there is a cache that this very JDK has made, from these very jars. The JVM does not
# look: with a cache older than a jar it runs the code that was in the jar before.
find_aot() {
  aot=
  if [ -r "$launcher/keelson.aot" ] && [ -r "$launcher/keelson.aot.jdk" ]; then
    IFS= read -r made_by <"$launcher/keelson.aot.jdk" || :
    [ "$made_by" = "$jdk" ] || return 0
    for jar in "$launcher/launcher.jar" "$launcher"/lib/*.jar; do
      [ "$launcher/keelson.aot.jdk" -nt "$jar" ] || return 0
    done
    aot=1
  fi
}

# exec, so that signals go to the member. $1 is the main class, the rest its words. The JVM is not
# to speak of a cache that does not fit: that is slower, and no reason to spoil a log of JSON.
exec_java() {
  find_heap
  # flags are words without blanks, but for the directories
  # shellcheck disable=SC2086
  exec "$jdk/bin/java" $java_flags "-Xmx${heap}m" "-XX:MaxDirectMemorySize=${direct}m" \
    ${aot:+"-XX:AOTCache=$launcher/keelson.aot" "-Xlog:aot*=off" "-Xlog:cds*=off"} \
    "-Djava.library.path=$launcher/native" -cp "$class_path" ${KEELSON_JAVA_OPTS:-} "$@"
}
