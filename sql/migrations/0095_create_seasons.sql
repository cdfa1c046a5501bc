-- Feasts and seasons that lift items for a while: from its first to its last day, a season adds to the score of what has
-- one of its keywords or genres. A yearly row comes again on the same days of each year. A season with languages is for
-- readers of these languages and for items in them. The operator may change the rows (docs/runbook.md).
create table cinelibre.seasons (
    name text not null check (name <> ''),
    from_day date not null,
    to_day date not null,
    is_yearly boolean not null default false,
    keywords text[] not null default '{}',
    genres text[] not null default '{}',
    languages text[] not null default '{}',
    weight float8 not null check (weight > 0 and weight <= 1),
    primary key (name, from_day),
    check (to_day between from_day and from_day + 183),
    check (keywords <> '{}' or genres <> '{}')
);

insert into cinelibre.seasons (name, from_day, to_day, is_yearly, keywords, genres, languages, weight)
values
    (
        'Christmas', '2025-12-10', '2025-12-26', true,
        '{christmas,christmas eve,christmas party,christmas tree,christmas carol,santa claus,saving christmas,st. nicholas,holiday season,snowed-in}',
        '{}', '{}', 0.2
    ),
    (
        'Halloween', '2025-10-24', '2025-10-31', true,
        '{halloween,haunted house,haunted hotel,haunted mansion,ghost,ghosts,witch,witches,witchcraft,vampire,zombie,werewolf,possession,exorcism,slasher}',
        '{Horror}', '{}', 0.2
    ),
    (
        'Valentine''s Day', '2025-02-08', '2025-02-14', true,
        '{valentine''s day,love story,love letters,love at first sight,first love,falling in love,enemies to lovers,lovers,romantic comedy}',
        '{Romance}', '{}', 0.15
    ),
    (
        'Monsoon', '2025-06-15', '2025-09-15', true,
        '{monsoon,monsoon wedding,rain,rainy season,rainstorm,dancing in the rain}',
        '{}', '{as,bn,gu,hi,kn,ml,mr,or,pa,ta,te,ur}', 0.1
    );

-- Diwali is the evening of Lakshmi Puja in India, by published calendars; it begins ten days before and ends with Bhai Dooj.
insert into cinelibre.seasons (name, from_day, to_day, keywords, languages, weight)
select
    'Diwali', d.day - 10, d.day + 2,
    '{diwali,deepavali,festival of lights,ramayana,lord rama,homecoming,family reunion,joint family}',
    '{as,bn,gu,hi,kn,ml,mr,or,pa,ta,te}', 0.2
from (
    values
        ('2025-10-20'::date),
        ('2026-11-08'),
        ('2027-10-29'),
        ('2028-10-17'),
        ('2029-11-05'),
        ('2030-10-26'),
        ('2031-11-14'),
        ('2032-11-02'),
        ('2033-10-22'),
        ('2034-11-10'),
        ('2035-10-30')
) as d (day);

-- Ramadan begins and Eid al-Fitr comes by the Umm al-Qura calendar; where the new moon is sighted, a day earlier or later.
insert into cinelibre.seasons (name, from_day, to_day, keywords, languages, weight)
select
    'Ramadan', r.first_day, r.eid + 2,
    '{ramadan,ramzan,iftar,fasting,eid,eid al-fitr,islam,muslim family,mosque,sufism,hajj,pilgrimage to mecca}',
    '{ar,bn,fa,hi,id,ml,ms,tr,ur}', 0.2
from (
    values
        ('2025-03-01'::date, '2025-03-30'::date),
        ('2026-02-18', '2026-03-20'),
        ('2027-02-08', '2027-03-09'),
        ('2028-01-28', '2028-02-26'),
        ('2029-01-16', '2029-02-14'),
        ('2030-01-05', '2030-02-04'),
        ('2030-12-26', '2031-01-24'),
        ('2031-12-15', '2032-01-14'),
        ('2032-12-04', '2033-01-02'),
        ('2033-11-23', '2033-12-23'),
        ('2034-11-12', '2034-12-12'),
        ('2035-11-01', '2035-12-01')
) as r (first_day, eid);
