"""The FastEmbed model: one sentence in, one vector out. It is loaded when it is first needed."""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from api.errors import EmbeddingUnavailable
from api.logs import Stopwatch, log_event
from api.model_files import Seen, require_dimension, sha256_of, verify_files
from api.question_vectors import QuestionVectors
from api.settings import ROOT, SHIPPED_MODEL, Settings

if TYPE_CHECKING:
    from fastembed import TextEmbedding

DIMENSION = 384  # of the shipped model, and of the column item_embeddings.embedding
RETRY_SECONDS = 60  # before a model that could not be loaded is tried again

log = logging.getLogger(__name__)


class Embedder:
    """The embedding model of this process: one model, loaded once and off the event loop.

    All work runs in its own threads, one unless `threads` or EMBEDDING_THREADS says more. They share the model, and
    each embeds one text at a time on one core, so a vector is the same however many there are.
    `name` is what the catalogue stores as its model.
    """

    def __init__(self, settings: Settings, models_dir: Path = ROOT / "api" / "models", threads: int = 1) -> None:
        self.name = settings.embedding_model
        self.is_shipped = self.name == SHIPPED_MODEL
        self.n_threads = settings.embedding_threads or threads
        self._folder = models_dir / SHIPPED_MODEL
        self._cache_dir = settings.embedding_cache_dir
        self._model: TextEmbedding | None = None
        self._questions = QuestionVectors()
        self._verified: Seen = ()
        self._sha256: str | None = None  # of the files that the loaded model was made of
        self._failed: EmbeddingUnavailable | None = None
        self._retry_at = 0.0
        self._loading = Lock()  # two first requests must not load two models
        self._threads = ThreadPoolExecutor(max_workers=self.n_threads, thread_name_prefix="embedding")

    @property
    def is_loaded(self) -> bool:
        """Say whether the model is in memory."""
        return self._model is not None

    @property
    def n_waiting(self) -> int:
        """Return how many texts wait for a thread."""
        return self._threads._work_queue.qsize()

    async def embed_query(self, text: str) -> list[float]:
        """Return the vector of one sentence: 384 floats of unit length. The newest thousand are not embedded again.

        `api/http/admission.py` limits how many requests wait for it.
        Raises `EmbeddingUnavailable` if the model cannot be loaded.
        """
        questions = self._questions  # a reload replaces them, so none of the new ones is of the former model
        vector = questions.find(text)
        if vector is None:
            vector = await self._in_thread(self._embed, text)
            questions.keep(text, vector)
        return vector

    async def embed_texts(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of many texts, in their order; a vector never depends on the other texts.

        A text is cut at the model's 256 tokens. If the caller is cancelled, texts that nobody began are left.
        """
        await self._in_thread(self._loaded)
        return list(await asyncio.gather(*(self._in_thread(self._embed, text) for text in texts)))

    async def warm_up(self) -> None:
        """Load the model before the first request; if it cannot be loaded, that is logged, not raised."""
        try:
            await self._in_thread(self._loaded)
        except EmbeddingUnavailable as error:
            log_event(log, "embedding_unavailable", logging.ERROR, detail=error.detail)

    async def reload(self) -> bool:
        """Load the model anew if its files have changed since it was loaded; say whether.

        Questions wait meanwhile. Raises `EmbeddingUnavailable` if the new one cannot be loaded; the former one stays.
        A model that nobody has used yet is loaded at its first use, as ever.
        """
        return bool(await self._in_thread(self._reload))

    async def version(self) -> str | None:
        """Return the first digits of the sha256 of the model's files; None while a model of the hub is not loaded."""
        return await asyncio.to_thread(lambda: (self._sha256 or self._fingerprint() or "")[:12] or None)

    async def problem(self) -> str | None:
        """Return a sentence that says why the model would not load, or None. It reads the model's files and loads
        nothing.
        """
        if self._failed and not self.is_loaded:
            return self._failed.detail
        try:
            await asyncio.to_thread(self._verify)
        except EmbeddingUnavailable as error:
            return error.detail
        return None

    def close(self) -> None:
        """End the threads after the texts that they are at."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _in_thread(self, function: Any, *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)

    def _embed(self, text: str) -> list[float]:
        # One text at a time: the int8 model scales activations over a whole batch, so a text's vector would depend on
        # the other texts of its batch (cosine 0.99). On a processor a batch is no faster.
        [vector] = self._loaded().embed([text])
        return [round(float(value), 6) for value in vector]

    def _loaded(self) -> "TextEmbedding":
        with self._loading:
            return self._model or self._first_loaded()

    def _first_loaded(self) -> "TextEmbedding":
        watch = Stopwatch()
        self._verify()
        if self._failed and time.monotonic() < self._retry_at:
            raise self._failed
        try:
            model = self._model = self._load()
        except EmbeddingUnavailable as error:  # a failing download takes most of a minute
            self._failed, self._retry_at = error, time.monotonic() + RETRY_SECONDS
            raise
        self._sha256 = self._fingerprint()
        log_event(log, "embedding_model_loaded", model=self.name, ms=watch.ms)
        return model

    def _reload(self) -> bool:
        with self._loading:
            self._failed, self._retry_at = None, 0.0
            if self._model is None or self._fingerprint() == self._sha256:
                return False
            self._verify()
            self._model = self._load()
            self._questions = QuestionVectors()  # after the model: see embed_query
            self._sha256 = self._fingerprint()
        log_event(log, "embedding_model_reloaded", model=self.name)
        return True

    def _fingerprint(self) -> str | None:
        """Return a sha256 of what the model's files contain, or None where they are not known."""
        folder = self._folder if self.is_shipped else getattr(getattr(self._model, "model", None), "_model_dir", None)
        files = sorted(Path(folder).glob("*.onnx")) if folder else []
        return sha256_of(files) if files else None

    def _verify(self) -> None:
        """Compare the shipped model's files with their SHA256SUMS; unchanged files are read once."""
        if self.is_shipped:
            self._verified = verify_files(self._folder, self._verified)

    def _load(self) -> "TextEmbedding":
        from fastembed import TextEmbedding  # 53 MB that a process without searches saves

        if self.is_shipped:
            _register_shipped_model()
        else:
            require_dimension(self.name, DIMENSION, TextEmbedding.list_supported_models())
        try:
            return TextEmbedding(
                self.name,
                cache_dir=str(self._cache_dir) if self._cache_dir else None,
                threads=1,
                specific_model_path=str(self._folder) if self.is_shipped else None,
                enable_cpu_mem_arena=False,
            )
        except Exception as error:  # whatever a damaged file or an unreachable hub makes of it
            raise EmbeddingUnavailable(
                f"The embedding model {self.name} cannot be loaded ({type(error).__name__}: {error})."
            ) from error


def _register_shipped_model() -> None:
    from fastembed import TextEmbedding
    from fastembed.common.model_description import ModelSource, PoolingType

    if any(model["model"] == SHIPPED_MODEL for model in TextEmbedding.list_supported_models()):
        return
    TextEmbedding.add_custom_model(
        model=SHIPPED_MODEL,
        pooling=PoolingType.MEAN,
        normalization=True,
        sources=ModelSource(url="file:shipped"),
        dim=DIMENSION,
        model_file="model.onnx",
    )
