/** The picture of an item: its image, or a drawn poster with its title if it has none or the image does not come. */
import { useState } from "react";
import type { Item } from "../api/types";
import { CANVAS, drawPoster, titleSize } from "./posterArt";

interface PosterProps {
  item: Pick<Item, "id" | "title" | "genres" | "language" | "image_url" | "image_srcset" | "item_type" | "people">;
  /** How wide the image is shown, for `sizes`. */
  sizes?: string;
  isFirst?: boolean;
}

export function Poster({ item, sizes = "(min-width: 700px) 168px, 132px", isFirst = false }: PosterProps) {
  const [isBroken, setBroken] = useState(false);
  if (item.image_url && !isBroken) {
    return (
      <img
        className="poster"
        src={item.image_url}
        srcSet={item.image_srcset ?? undefined}
        sizes={item.image_srcset ? sizes : undefined}
        alt=""
        width={200}
        height={300}
        loading={isFirst ? "eager" : "lazy"}
        decoding="async"
        onError={() => setBroken(true)}
      />
    );
  }
  return <DrawnPoster item={item} />;
}

function DrawnPoster({ item }: Pick<PosterProps, "item">) {
  const art = drawPoster({ id: item.id, title: item.title, genres: item.genres, language: item.language ?? null });
  return (
    <div className={`poster poster-drawn poster-${item.item_type}`} style={{ background: art.ground }} aria-hidden>
      <svg viewBox={`0 0 ${CANVAS.width} ${CANVAS.height}`} preserveAspectRatio="xMidYMid slice">
        {art.shapes.map((shape) => (
          <path key={shape.path} d={shape.path} fill={shape.fill} opacity={shape.opacity} />
        ))}
      </svg>
      <div className="poster-words" style={{ background: art.shade }}>
        <span className="poster-title" style={{ fontSize: `${titleSize(item.title)}cqw` }}>{item.title}</span>
        {item.people[0] && <span className="poster-by">{item.people[0]}</span>}
      </div>
    </div>
  );
}
