const url = 'https://shop.example';
const other = '$(var:shop)';
const key = '$(secret:KEY)';
