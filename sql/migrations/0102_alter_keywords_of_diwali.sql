-- A joint family is in many stories of India, and in few of Diwali: of the demo it brought Mahanagar and Ghachar Ghochar.
update cinelibre.seasons
set keywords = array_remove(keywords, 'joint family')
where name = 'Diwali' and 'joint family' = any (keywords);
