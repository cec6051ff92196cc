import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastStage, wordsOf } from "./dockerfile.ts";

/** How the image is run. */
export interface Run {
  /** The user it runs as; the Dockerfile's where it is absent. */
  readonly user?: string;
  readonly variables: Readonly<Record<string, string>>;
  /** In place of the image's own command. */
  readonly command?: readonly string[];
  /** Shell lines that run inside, as that user, once the server is started; `healthcheck` is the image's own. */
  readonly story: string;
}

/**
 * Runs a script that does the steps of the Dockerfile's last stage and then runs the image, without a container engine: in a root
 * directory of its own that can only be read, but for the volume, with no capabilities and a network of its own.
 */
export async function runImage(dockerfile: string, program: string, run: Run): Promise<{ code: number; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-image-"));
  const script = `set -eu
cd ${quoted(folder)}
mkdir root volume
root=$PWD/root
volume=$PWD/volume
mount -t tmpfs tmpfs "$root"
mkdir -p "$root"/usr/local/bin "$root"/proc "$root"/etc "$root"/dev "$root"/tmp
echo "127.0.0.1 localhost" >"$root/etc/hosts"
for each in bin lib lib64 sbin; do
  [ -e /usr/$each ] || continue
  mkdir "$root/usr/$each" && mount --bind /usr/$each "$root/usr/$each" && ln -s usr/$each "$root/$each"
done
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
ip link set lo up
${steps(dockerfile, program)}
${start(dockerfile, run)}
`;
  const child = Bun.spawn(["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "bash", "-c", script], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const [code, out, err] = await Promise.all([child.exited, new Response(child.stdout).text(), new Response(child.stderr).text()]);
  rmSync(folder, { recursive: true });
  return { code, output: out + err };
}

/** What builds the image, as shell lines. A word that is new here is a change of the Dockerfile that this must learn first. */
function steps(dockerfile: string, program: string): string {
  return lastStage(dockerfile)
    .map(({ word, text }) => {
      switch (word) {
        case "COPY":
          return `cp ${quoted(program)} "$root${text.split(" ").at(-1)}"`;
        case "RUN":
          return `chroot "$root" /bin/sh -c ${quoted(text)}`;
        case "VOLUME":
          // A new volume begins as what the image has there, owners and all.
          return wordsOf(text)
            .map(
              (path) =>
                `cp -a "$root${path}/." "$volume" && chown --reference="$root${path}" "$volume" && chmod --reference="$root${path}" "$volume" && mount --bind "$volume" "$root${path}"`,
            )
            .join("\n");
        case "ENV":
        case "USER":
        case "EXPOSE":
        case "HEALTHCHECK":
        case "CMD":
          return "";
        default:
          throw new Error(`the Dockerfile says ${word}`);
      }
    })
    .join("\n");
}

function start(dockerfile: string, { user, variables, command, story }: Run): string {
  const stage = lastStage(dockerfile);
  const textOf = (word: string) => stage.findLast((each) => each.word === word)?.text ?? "";
  const [uid, gid = "0"] = (user ?? textOf("USER")).split(":");
  const environment = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", ...variables };
  const assignments = [textOf("ENV"), ...Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}`)].join(" ");
  const inside = `healthcheck() { ${wordsOf(textOf("HEALTHCHECK")).map(quoted).join(" ")}; }
${(command ?? wordsOf(textOf("CMD"))).map(quoted).join(" ")} & server=$!
${story}
kill $server
wait $server && echo "stopped with 0"`;
  return `mount -o remount,ro "$root"
chroot "$root" setpriv --reuid ${uid} --regid ${gid} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all env -i ${assignments} bash -c ${quoted(inside)}`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
