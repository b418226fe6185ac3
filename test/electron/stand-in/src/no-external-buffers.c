/* V8's sandbox, which Electron has, allows no buffers over the memory of native modules. They are told so. */
#include <string.h>
#include <unistd.h>

enum { napi_no_external_buffers_allowed = 22 };

static int refuse(void) {
  static const char told[] = "external buffer refused\n";
  return write(STDERR_FILENO, told, strlen(told)) < 0 ? 1 : napi_no_external_buffers_allowed;
}

int napi_create_external_buffer(void) { return refuse(); }
int napi_create_external_arraybuffer(void) { return refuse(); }
